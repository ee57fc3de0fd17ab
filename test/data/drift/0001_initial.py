import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import netbox_example.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Raw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'netbox_example_raw',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Maker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('created', models.DateTimeField(auto_now_add=True, null=True)),
                ('name', models.CharField(max_length=50, unique=True)),
                ('slug', models.SlugField(max_length=100, unique=True)),
                ('url', models.URLField(blank=True)),
                ('mail', models.EmailField(max_length=254, null=True)),
                ('size', models.CharField(default='l', max_length=2)),
                ('data', models.JSONField(blank=True, default=netbox_example.models.made)),
                ('weight', models.DecimalField(decimal_places=3, max_digits=8, null=True)),
                ('when', models.DateField(default=django.utils.timezone.now)),
                ('ip', models.GenericIPAddressField(null=True)),
                ('key', models.UUIDField(editable=False)),
                ('blob', models.BinaryField()),
                ('file', models.FileField(upload_to='a')),
                ('colour', models.CharField(max_length=6, validators=[django.core.validators.RegexValidator('^x', message='no')])),
                ('flag', models.BooleanField(default=False)),
                ('num', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2)])),
                ('friends', models.ManyToManyField(blank=True, to='netbox_example.maker')),
                ('kind', models.ForeignKey(limit_choices_to={'app_label': 'x'}, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='children', to='netbox_example.maker')),
            ],
            options={
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('maker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='netbox_example.maker')),
            ],
            options={
                'db_table': 'netbox_example_linked',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Proxy',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('netbox_example.maker',),
        ),
        migrations.CreateModel(
            name='Thing',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('name', models.TextField()),
                ('other', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to='netbox_example.maker', to_field='name')),
                ('tags', models.ManyToManyField(related_name='tagged', to='netbox_example.maker')),
            ],
            options={
                'verbose_name': 'x',
                'default_permissions': ('view',),
            },
        ),
        migrations.AddField(
            model_name='maker',
            name='things',
            field=models.ManyToManyField(related_name='makers', through='netbox_example.Link', to='netbox_example.thing'),
        ),
        migrations.AddField(
            model_name='link',
            name='thing',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='netbox_example.thing'),
        ),
        migrations.CreateModel(
            name='Sub',
            fields=[
                ('maker_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='netbox_example.maker')),
                ('extra', models.IntegerField(db_column='x')),
            ],
            options={
                'ordering': ['pk'],
                'abstract': False,
                'indexes': [models.Index(fields=['created'], name='sub_created')],
            },
            bases=('netbox_example.maker',),
        ),
        migrations.AddIndex(
            model_name='thing',
            index=models.Index(fields=['name', '-other'], name='netbox_exam_name_bec519_idx'),
        ),
        migrations.AddIndex(
            model_name='thing',
            index=models.Index(django.db.models.functions.text.Lower('name'), name='thing_lower'),
        ),
        migrations.AddConstraint(
            model_name='thing',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('name'), models.F('other'), name='netbox_example_thing_u'),
        ),
        migrations.AddConstraint(
            model_name='thing',
            constraint=models.UniqueConstraint(condition=models.Q(('name', 'x')), fields=('name',), name='thing_n', violation_error_message='no'),
        ),
        migrations.AddConstraint(
            model_name='thing',
            constraint=models.CheckConstraint(condition=models.Q(('id__gt', 0), ('name', 'y')), name='thing_c'),
        ),
        migrations.AlterUniqueTogether(
            name='thing',
            unique_together={('name', 'other')},
        ),
        migrations.AddIndex(
            model_name='maker',
            index=models.Index(fields=['created'], name='maker_created'),
        ),
        migrations.AddIndex(
            model_name='link',
            index=models.Index(fields=['created'], name='link_created'),
        ),
    ]
