"""The third-party files that the engine needs: networks and color names, prepared at set-up."""
