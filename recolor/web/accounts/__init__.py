"""Signing in, and joining a workspace by an invitation."""
