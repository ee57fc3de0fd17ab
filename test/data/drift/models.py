from django.core.validators import MinValueValidator, RegexValidator
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Size(models.TextChoices):
    SMALL = 's', 'Small'
    LARGE = 'l', _('Large')


def made():
    return {}


class Stamp(models.Model):
    created = models.DateTimeField(auto_now_add=True, blank=True, null=True)

    class Meta:
        abstract = True
        ordering = ['pk']
        indexes = [models.Index(fields=['created'], name='%(class)s_created')]


class Maker(Stamp):
    name = models.CharField(_('n'), max_length=50, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    url = models.URLField(blank=True)
    mail = models.EmailField(null=True)
    size = models.CharField(max_length=2, choices=Size.choices, default=Size.LARGE)
    data = models.JSONField(default=made, blank=True)
    weight = models.DecimalField(max_digits=8, decimal_places=3, null=True)
    parent = models.ForeignKey('self', models.SET_NULL, null=True, related_name='children')
    kind = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name='+', limit_choices_to={'app_label': 'x'})
    when = models.DateField(default=timezone.now)
    ip = models.GenericIPAddressField(null=True)
    key = models.UUIDField(editable=False)
    blob = models.BinaryField()
    file = models.FileField(upload_to='a', max_length=100)
    colour = models.CharField(max_length=6, validators=[RegexValidator('^x', message=_('no'))])
    flag = models.BooleanField(default=False)
    friends = models.ManyToManyField('self', blank=True)
    things = models.ManyToManyField('Thing', through='Link', related_name='makers')
    num = models.PositiveSmallIntegerField(validators=(MinValueValidator(2),))


class Thing(models.Model):
    id = models.AutoField(primary_key=True)
    name = models.TextField()
    other = models.OneToOneField(Maker, on_delete=models.CASCADE, primary_key=False, to_field='name')
    tags = models.ManyToManyField(Maker, related_name='tagged')

    class Meta:
        unique_together = [('name', 'other')]
        verbose_name = 'x'
        default_permissions = ('view',)
        constraints = [
            models.UniqueConstraint(Lower('name'), 'other', name='%(app_label)s_%(class)s_u'),
            models.UniqueConstraint(fields=('name',), name='thing_n', condition=models.Q(name='x'), violation_error_message=_('no')),
            models.CheckConstraint(condition=models.Q(id__gt=0, name='y'), name='thing_c'),
        ]
        indexes = [models.Index(fields=['name', '-other']), models.Index(Lower('name'), name='thing_lower')]


class Link(models.Model):
    maker = models.ForeignKey(Maker, models.CASCADE)
    thing = models.ForeignKey(Thing, models.CASCADE, db_index=False)

    class Meta(Stamp.Meta):
        abstract = False
        db_table = 'netbox_example_linked'


class Sub(Maker):
    extra = models.IntegerField(db_column='x')


class Proxy(Maker):
    class Meta:
        proxy = True


class Raw(models.Model):
    class Meta:
        managed = False
        db_table = 'netbox_example_raw'
