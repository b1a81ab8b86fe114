"""Client companies and the people in them: cards, consent, personal data, erasure."""
