"""Signing in, and joining a workspace through an invitation."""
