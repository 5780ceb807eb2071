"""The gallery, single results, reviews, downloads and the trash."""
