from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recolor', '0017_fill_palettes'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='swatch',
            name='one_swatch_a_name',
        ),
        migrations.AlterField(
            model_name='swatch',
            name='palette',
            field=models.ForeignKey(on_delete=models.deletion.CASCADE, related_name='swatches', to='recolor.palette'),
        ),
        migrations.RemoveField(
            model_name='swatch',
            name='workspace',
        ),
        migrations.AddConstraint(
            model_name='swatch',
            constraint=models.UniqueConstraint(fields=('palette', 'name'), name='one_swatch_a_name'),
        ),
    ]
