/** Menus, menu items and buttons, and template extensions that the plugin adds to the host's pages. */
import type { ModelBase } from './base.ts';

export interface NavigationModel {
  readonly menus: readonly unknown[];
}

export function findNavigation(_base: ModelBase): NavigationModel {
  return { menus: [] };
}
