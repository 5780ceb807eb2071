"""The settings page: profile, workspace, palettes, people, API keys and the hosted service."""
