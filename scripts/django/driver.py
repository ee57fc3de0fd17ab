"""Applies the migrations of generated apps with Django, and prints what PostgreSQL's catalogue lists of their tables.

    python driver.py FOLDER DATABASE

The folder holds one package for each app, `<label>/migrations/<name>.py`. The database is made and dropped here; the server
is that of PGHOST, PGPORT, PGUSER and PGPASSWORD. Standard output is one JSON object: of each app the migrations that could
be applied, why the next one could not, and the tables.
"""
import importlib
import json
import os
import sys
import warnings

import django
import psycopg
from django.conf import settings

FOLDER, DATABASE = sys.argv[1:3]
SERVER = {
    'HOST': os.environ.get('PGHOST', '127.0.0.1'),
    'PORT': os.environ.get('PGPORT', '5432'),
    'USER': os.environ.get('PGUSER', 'postgres'),
    'PASSWORD': os.environ.get('PGPASSWORD', ''),
}
EXTENSIONS = ('bloom', 'hstore', 'citext', 'btree_gist', 'pg_trgm')

COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, a.attidentity <> '',
           pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum), a.attgenerated <> '',
           CASE WHEN a.attcollation <> t.typcollation THEN k.collname END
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_collation k ON k.oid = a.attcollation LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
CONSTRAINTS = """
    SELECT c.relname, k.conname, pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE c.relnamespace = 'public'::regnamespace
    AND k.contype <> 'n'
"""
SEQUENCES = """
    SELECT t.relname, s.relname FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')
    JOIN pg_class t ON t.oid = d.refobjid WHERE s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace
"""
TABLES = """
    SELECT c.relname, obj_description(c.oid) FROM pg_class c
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
"""


def server(database):
    return psycopg.connect(
        host=SERVER['HOST'],
        port=SERVER['PORT'],
        user=SERVER['USER'],
        password=SERVER['PASSWORD'] or None,
        dbname=database,
        autocommit=True,
    )


def apply(label):
    """Applies the migrations of an app in the order of their names; gives how many, and the error that ended it."""
    from django.db import connection, connections
    from django.db.migrations.state import ProjectState

    state = ProjectState()
    folder = os.path.join(FOLDER, label, 'migrations')
    names = sorted(name[:-3] for name in os.listdir(folder) if name[0].isdigit())
    for done, name in enumerate(names):
        module = importlib.import_module(f'{label}.migrations.{name}')
        migration = module.Migration(name, label)
        try:
            with connection.schema_editor(atomic=migration.atomic) as editor:
                state = migration.apply(state, editor)
        except Exception as error:
            # An error at the end of a migration leaves Django in the middle of a transaction.
            connection.connection.close()
            del connections['default']
            return {'applied': done, 'error': f'{type(error).__name__}: {error}'.split('\n')[0]}
    return {'applied': len(names), 'error': None}


def catalogue():
    from django.db import connection

    tables = {}
    with connection.cursor() as cursor:

        def rows(query):
            cursor.execute(query)
            return cursor.fetchall()

        for name, comment in rows(TABLES):
            tables[name] = {'comment': comment, 'columns': {}, 'indexes': {}, 'constraints': {}, 'sequences': []}
        for table, name, kind, null, identity, default, comment, generated, collation in rows(COLUMNS):
            tables[table]['columns'][name] = {
                'type': kind,
                'null': null,
                'identity': identity,
                'default': default,
                'generated': generated,
                'collation': collation,
                'comment': comment,
            }
        for table, name, definition in rows(INDEXES):
            tables[table]['indexes'][name] = definition
        for table, name, definition in rows(CONSTRAINTS):
            tables[table]['constraints'][name] = definition
        for table, name in rows(SEQUENCES):
            tables[table]['sequences'].append(name)
    return tables


def main():
    warnings.simplefilter('ignore')
    with server('postgres') as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{DATABASE}"')
        connection.execute(f'CREATE DATABASE "{DATABASE}"')
    try:
        with server(DATABASE) as connection:
            for extension in EXTENSIONS:
                connection.execute(f'CREATE EXTENSION IF NOT EXISTS {extension}')
        settings.configure(
            DATABASES={'default': {'ENGINE': 'django.db.backends.postgresql', 'NAME': DATABASE, **SERVER}},
            DEFAULT_AUTO_FIELD='django.db.models.BigAutoField',
            INSTALLED_APPS=['django.contrib.postgres'],
            USE_TZ=True,
        )
        sys.path.insert(0, FOLDER)
        django.setup()
        from django.db import connection as default

        labels = sorted(name for name in os.listdir(FOLDER) if os.path.isdir(os.path.join(FOLDER, name, 'migrations')))
        apps = {label: apply(label) for label in labels}
        print(json.dumps({'django': django.get_version(), 'apps': apps, 'tables': catalogue()}))
        default.close()
    finally:
        with server('postgres') as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')


main()
