"""The web app: ``pages`` over ``charts`` over ``frame``; numbers come from the rooms below."""
