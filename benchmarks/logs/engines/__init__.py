"""The engines, all alike: `read` a Parquet file once, then answer `questions`."""
