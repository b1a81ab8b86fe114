"""Forms of imports."""

from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """A file on its way in."""

    file = forms.FileField(label=_("File"), allow_empty_file=True)
