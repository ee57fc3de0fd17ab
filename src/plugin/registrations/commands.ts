/** Management commands of the package, and whose command of the same name wins. */
import { djangoApps } from '../models/apps.ts';
import type { ReleaseSet } from '../../host/facts.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

export interface ManagementCommand {
  readonly name: string;
  readonly at: Span;
  /** Releases in which an app that stands before the plugins has a command of that name, which then runs. */
  readonly loses: ReleaseSet;
  /** Releases in which the plugin's command takes the place of Django's own. */
  readonly replaces: ReleaseSet;
}

/** Commands of Django itself, which every app's come before (django/core/management/commands, 3.0 to 6.1). */
const DJANGO_COMMANDS = new Set(
  (
    'check compilemessages createcachetable dbshell diffsettings dumpdata flush inspectdb loaddata makemessages makemigrations migrate ' +
    'optimizemigration runserver sendtestemail shell showmigrations sqlflush sqlmigrate sqlsequencereset squashmigrations startapp startproject ' +
    'test testserver'
  ).split(' '),
);

/** Commands of apps that stand before the plugins in INSTALLED_APPS (netbox/settings.py): contrib apps, mptt, taggit, thumbnails, RQ. */
const EARLIER_COMMANDS = new Set(
  (
    'changepassword createsuperuser remove_stale_contenttypes clearsessions collectstatic findstatic runserver deduplicate_tags remove_orphaned_tags ' +
    'thumbnail rqworker rqworker-pool rqstats rqresume rqsuspend rqenqueue rqscheduler spectacular'
  ).split(' '),
);

/** The commands of all own apps; the earlier app wins (django/core/management/__init__.py, get_commands). */
export function findCommands(base: ModelBase): ManagementCommand[] {
  const { facts } = base.host;
  const out: ManagementCommand[] = [];
  for (const app of djangoApps(base).own) {
    const prefix = `${app.module}.management.commands.`;
    for (const module of base.program.modules.values()) {
      const name = module.name.startsWith(prefix) ? module.name.slice(prefix.length) : '';
      if (name === '' || name.includes('.') || name.startsWith('_') || module.isPackage) continue;
      const loses = EARLIER_COMMANDS.has(name) ? facts.all : facts.command(name);
      out.push({
        name,
        at: { file: module.file, start: 0, end: 0 },
        loses,
        replaces: DJANGO_COMMANDS.has(name) ? facts.all & ~loses : 0,
      });
    }
  }
  return out;
}
