"""The default workspace and its sample photos."""

from recolor import services


def test_the_default_workspace_is_created_once(db):
    workspace, owner, created = services.default_workspace()
    assert created
    assert workspace.members.get() == owner
    assert services.default_workspace() == (workspace, owner, False)
    assert services.sample_photos_seed(workspace) == 3
