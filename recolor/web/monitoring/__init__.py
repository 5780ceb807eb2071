"""Pages for programs that watch the site: health, readiness and metrics."""
