"""The one sentence that stands beside every prediction and in every export."""

RESEARCH_ONLY = (
    "Research and education only. Not a medical device. Not for diagnosis, triage or treatment of "
    "any patient. Performance on your patients is unknown."
)
