/**
 * What NetBox's pages are made of, for selectors: ids and classes of netbox/templates and the app templates of 2.8 to 4.7.
 * Taken by hand from the ids and classes that those templates give; words that any page may use are kept apart.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.split(' ').filter(word => word !== ''));

/** The frame around every page: navigation, header, footer, messages. */
const FRAMES = words(
  'banner-bottom color-mode-icon color-mode-text color-mode-toggle django-message django-messages footer footer-stamp ' +
    'footer-transparent header-alert-container login-container login-footer motif navbar navbar-brand navbar-brand-autodark ' +
    'navbar-brand-image navbar-collapse navbar-expand-lg navbar-expand-md navbar-light navbar-menu navbar-nav ' +
    'navbar-toggler navbar-toggler-icon navbar-vertical navbar_search navbar_user netbox-edition notifications ' +
    'notifications-alert profile-button profile-button-container search-container sidebar-logo sidebar-menu sidenav ' +
    'sidenav-brand sidenav-brand-icon sidenav-brand-img sidenav-collapse sidenav-header sidenav-inner sidenav-toggle ' +
    'sidenav-toggle-icon sidenav-toggle-mobile',
);

/** Ids of parts that NetBox's pages have, and its generic views also put on a plugin's pages. */
const PART_IDS = words(
  'add-components add-device-components add_columns apply_tableconfig cable-side-a cable-side-b clear_tagged_vlans ' +
    'clear_untagged_vlan collapsedRenderConfig color-mode-preference-dark color-mode-preference-light component-form ' +
    'component-form-tab content-main content-title data-import-form data-import-tab datafile-form datafile-form-tab ' +
    'datafile_hash datafile_path delete-form delete-form-tab deleteAccordion edit-form edit-form-tab export_current_view ' +
    'file-upload-form file-upload-tab filters-form filters-form-tab graphiql import-form import-form-tab job_data_output ' +
    'lock_dashboard move-option-down move-option-up netbox-data new-token-auth-string object-list object-list-return-url ' +
    'object-list-status object-list-tab object_list oob_ip page-content pending-result-label pending-result-loader ' +
    'preferences-update prefix-modal primary_ip4 primary_ip6 providernetwork quick-add-object quicksearch quicksearch_clear ' +
    'remove_columns renderConfig renderConfigHeading rendered_config reset_tableconfig reslug save_dashboard ' +
    'save_tableconfig select-all select-all-box select-all-options select_all select_all_box selector_results ' +
    'table_save_link tableconfig token-example unlock_dashboard upload-form upload-form-tab v1-deprecation-warning ' +
    'widget_add_form',
);

/** Classes of such parts, as far as Bootstrap or Tabler alone do not put them on a page. */
const PART_CLASSES = words(
  'attr-table breadcrumb-container breadcrumbs bulk-action-buttons bulk-button-group bulk-buttons cable-trace ' +
    'change-added change-data change-diff change-removed changelog-container content-container custom-links field-group ' +
    'filter-modifier-group filter-value-container graphiql-container mark-installed mark-planned markdown-widget ' +
    'modifier-select move-option move-option-down move-option-up object-edit object-filter object-list object-subtitle ' +
    'page-body page-header page-tabs page-title page-wrapper quicksearch rack-loading-container rack_elevation rack_face ' +
    'rendered-context-data rendered-markdown report-stats reslug right-side-panel script-stats search-obj-selector ' +
    'set_field_value sso-icon sticky-actions-footer table-configure title-container toggle-depth toggle-disconnected ' +
    'toggle-virtual total-object-count trace-end userconfigform',
);

/** Ids of NetBox that an own page may well use too. */
const COMMON_IDS = words(
  'changelist config-panel config-tab content csv csv-file custom dashboard database-panel database-tab details editor ' +
    'footer form_fields header htmx-modal htmx-modal-content install-tab interfaces log object objects-panel objects-tab ' +
    'overview-tab plugins-panel plugins-tab report results search select sidebar spinner status-panel status-tab token_id ' +
    'user-menu',
);

/** Bootstrap 3 to 5 and Tabler, by the first word of the class, and NetBox's own utility classes. */
const COMMON_CLASS =
  /^(?:accordion|active|align|alert|avatar|badge|bg|block|border|breadcrumb|btn|button|buttons|caret|card|carousel|clearfix|close|col|collapse|collapsed|collapsing|color|column|container|control|controls|copy|d|dark|datagrid|datepicker|danger|disabled|display|divider|dropdown|dropend|dropstart|dropup|embed|empty|end|error|fa|fade|field|figure|fixed|flag|flex|float|font|form|fs|fst|fw|g|gap|glyphicon|grid|gx|gy|h|h1|h2|h3|h4|h5|h6|has|help|hidden|hide|hr|htmx|icon|img|in|info|initialism|inline|input|invalid|invisible|is|jumbotron|justify|label|lead|lh|light|link|list|loading|m|main|mark|mb|mdi|me|media|min|ml|modal|mr|ms|multi|mt|muted|mw|mx|my|nav|no|node|noprint|nowrap|object|offcanvas|offset|opacity|open|order|overflow|p|page|pager|pagination|paginator|panel|pb|pe|pl|placeholder|placement|pointer|popover|position|pr|prefix|preview|primary|print|printonly|progress|ps|pt|pull|px|py|rack|ratio|ribbon|rounded|row|rows|scroll|search|secondary|select|separator|sidebar|shadow|show|size|small|spinner|sr|stat|start|status|steps|sticky|stretched|style|subheader|success|sw|switch|tab|table|tag|termination|text|thumbnail|tip|title|toast|toggle|tom|tooltip|top|translate|ts|user|utilization|valid|vh|visible|visually|vr|vstack|vw|w|warning|well|wrapper|z)(?:-[\w-]*)?$/;

/**
 * Whose a name is: `frame` of every page of NetBox, `part` of its pages, `common` to any page (Bootstrap, Tabler, Django), or
 * `unknown`: nobody's of these, so probably the plugin's.
 */
export type Belongs = 'frame' | 'part' | 'common' | 'unknown';

/** Whose an id is. Ids of Django's form fields (`id_status`) stand on core pages and own ones alike. */
export function idBelongs(id: string): Belongs {
  if (FRAMES.has(id)) return 'frame';
  if (PART_IDS.has(id)) return 'part';
  return COMMON_IDS.has(id) || id.startsWith('id_') ? 'common' : 'unknown';
}

/** Whose a class is. */
export function classBelongs(name: string): Belongs {
  if (FRAMES.has(name)) return 'frame';
  if (PART_CLASSES.has(name)) return 'part';
  return COMMON_CLASS.test(name) ? 'common' : 'unknown';
}

/** Addresses of core's pages: `/dcim/devices/`. */
export const CORE_ADDRESS =
  /^\/?(?:api\/)?(?:circuits|core|dcim|extras|ipam|tenancy|users|virtualization|vpn|wireless|account|user|search|secrets)\//;

/** Addresses that NetBox puts `BASE_PATH` before. */
export const NETBOX_ADDRESS =
  /^\/(?:plugins|api|static|media|graphql|login|logout|search|admin|metrics|circuits|core|dcim|extras|ipam|tenancy|users|virtualization|vpn|wireless|account|user|secrets)(?:\/|$)/;

/** Objects of core in the REST API. */
export const CORE_API = /\/api\/(?:circuits|core|dcim|extras|ipam|tenancy|users|virtualization|vpn|wireless)\//;
