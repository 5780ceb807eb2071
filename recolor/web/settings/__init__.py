"""The settings page: profile, workspace, swatches, people, API keys and the hosted service."""
