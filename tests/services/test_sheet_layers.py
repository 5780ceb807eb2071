"""Color layers in sheets: the column `layer`, its problems and suggestions, and the template."""

from recolor import services

from .test_sheets import only_row, problems

STRIPED = [
    {"name": "base", "color": "#1c2454", "color_name": "navy", "share": 0.7},
    {"name": "stripes", "color": "#ecebe4", "color_name": "white", "share": 0.3},
]


def test_a_row_may_name_color_layers(upload, named_photo, person):
    photo = named_photo("look.png")
    photo.garments.filter(name="blouse").update(layers=STRIPED)
    lines = ["look.png,blouse,Stripes white,teal,blouse,BASE,navy", "look.png,blouse,,teal,,,"]
    sheet = upload("photo,target,layer,color,target2,layer2,color2", *lines, "look.png,blouse,stripes,red,,,")
    assert not services.sheet_plan(sheet).wrong
    started, *_ = services.sheet_start(sheet, name="", created_by=person)
    made_of = [list(task.color_changes.values_list("layer", "color")) for task in started.batch.tasks.order_by("pk")]
    assert made_of == [[("stripes", "teal"), ("base", "navy")], [("", "teal")], [("stripes", "red")]]
    again = upload("photo,target,layer,color", "look.png,blouse,stripes white,red")
    assert (only_row(again).existing, only_row(again).requests) == (1, []), "the same layer by another name"


def test_what_is_wrong_with_a_color_layer_is_said_at_its_cell(upload, named_photo):
    photo = named_photo("look.png")
    photo.garments.filter(name="blouse").update(layers=STRIPED)
    lines = ["look.png,blouse,dots,teal", "look.png,,stripes,", "look.png,blouse,stripes,", "look.png,,stripes,teal"]
    rows = services.sheet_plan(upload("photo,target,layer,color", *lines)).rows
    found = [problems(row) for row in rows]
    assert found[0] == [
        (
            "layer",
            "“blouse” has no color layer “dots”. Its layers are base navy, stripes white.",
            ["base navy", "stripes white"],
        )
    ]
    assert found[1] == [("target", "Which garment has the color layer “stripes”?", ["blouse", "lehenga"])]
    assert found[2][0][:2] == ("color", "Which color should “blouse” get?")
    assert found[3][0][:2] == ("target", "Which garment should become “teal”?")


def test_the_template_shows_a_color_layer(workspace, upload, named_photo):
    named_photo("look.png").garments.filter(name="blouse").update(layers=STRIPED)
    content = services.sheet_template(workspace, "csv").decode("utf-8-sig")
    assert content.splitlines()[1].startswith("look.png,blouse,stripes,royal blue,")
    sheet = upload(*content.splitlines())
    assert not services.sheet_plan(sheet).wrong


def test_what_is_said_about_a_garment_is_said_once_for_two_of_its_layers(upload, named_photo):
    photo = named_photo("look.png")
    photo.garments.filter(name="blouse").update(layers=STRIPED, name="t-shirt", confidence=0.5)
    line = "look.png,shirt,stripes,teal,shirt,base,navy"
    row = only_row(upload("photo,target,layer,color,target2,layer2,color2", line))
    assert [name for _photo, name in row.doubtful] == ["t-shirt"]
    assert row.notes == ["“shirt” means “t-shirt” here."]
