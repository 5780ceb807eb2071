from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recolor', '0015_regrouped_garments'),
    ]

    operations = [
        migrations.CreateModel(
            name='Palette',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('workspace', models.ForeignKey(on_delete=models.deletion.CASCADE, related_name='palettes', to='recolor.workspace')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.AddConstraint(
            model_name='palette',
            constraint=models.UniqueConstraint(fields=('workspace', 'name'), name='one_palette_a_name'),
        ),
        migrations.AddField(
            model_name='swatch',
            name='code',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='swatch',
            name='palette',
            field=models.ForeignKey(null=True, on_delete=models.deletion.CASCADE, related_name='swatches', to='recolor.palette'),
        ),
    ]
