/** All rules, in the order the documentation shows. Made by `node build.mjs --generate`; do not edit. */
import type { Rule } from '../src/rule.ts';
import coreModelsCoreChoicesChange from './core-models/core-choices-change.ts';
import coreModelsCoreModelChange from './core-models/core-model-change.ts';
import coreModelsCoreModelField from './core-models/core-model-field.ts';
import coreModelsCoreModelRelation from './core-models/core-model-relation.ts';
import coreModelsCoreObjectVeto from './core-models/core-object-veto.ts';
import coreModelsCoreQuerysetChange from './core-models/core-queryset-change.ts';
import coreModelsCoreRowRewrite from './core-models/core-row-rewrite.ts';
import coreModelsHandlerRowChange from './core-models/handler-row-change.ts';
import coreModelsHijackedAppLabel from './core-models/hijacked-app-label.ts';
import coreModelsHijackedTable from './core-models/hijacked-table.ts';
import coreModelsMultiTableChild from './core-models/multi-table-child.ts';
import coreModelsRawSqlOnCoreTable from './core-models/raw-sql-on-core-table.ts';
import coreModelsRelatedNameCollision from './core-models/related-name-collision.ts';
import urlsAdminPage from './urls/admin-page.ts';
import urlsCatchAllRoute from './urls/catch-all-route.ts';
import urlsCoreModelView from './urls/core-model-view.ts';
import urlsCoreUrlpatternsChange from './urls/core-urlpatterns-change.ts';
import urlsMiddlewareRoute from './urls/middleware-route.ts';
import urlsMisleadingAppName from './urls/misleading-app-name.ts';
import urlsRootRelativeRedirect from './urls/root-relative-redirect.ts';
import urlsUnknownUrlName from './urls/unknown-url-name.ts';
import urlsUnusableBaseUrl from './urls/unusable-base-url.ts';
import coreTemplatesCoreAppOrder from './core-templates/core-app-order.ts';
import coreTemplatesCoreResponseRewrite from './core-templates/core-response-rewrite.ts';
import coreTemplatesCoreTagLibrary from './core-templates/core-tag-library.ts';
import coreTemplatesCoreTemplateFile from './core-templates/core-template-file.ts';
import coreTemplatesMissingTemplateName from './core-templates/missing-template-name.ts';
import coreTemplatesPrivateCoreTemplate from './core-templates/private-core-template.ts';
import coreTemplatesTemplateEngineChange from './core-templates/template-engine-change.ts';
import coreSettingsConfigurationRow from './core-settings/configuration-row.ts';
import coreSettingsCoreSettingsChange from './core-settings/core-settings-change.ts';
import coreSettingsDynamicConfigurationChange from './core-settings/dynamic-configuration-change.ts';
import coreSettingsMiddlewareEntry from './core-settings/middleware-entry.ts';
import coreSettingsPluginConfigurationChange from './core-settings/plugin-configuration-change.ts';
import coreSettingsProcessEnvironmentChange from './core-settings/process-environment-change.ts';
import coreComponentsBuiltinJinjaFilter from './core-components/builtin-jinja-filter.ts';
import coreComponentsCoreClassChange from './core-components/core-class-change.ts';
import coreComponentsCoreDataBackend from './core-components/core-data-backend.ts';
import coreComponentsCoreEventType from './core-components/core-event-type.ts';
import coreComponentsCoreFormChange from './core-components/core-form-change.ts';
import coreComponentsCoreFunctionChange from './core-components/core-function-change.ts';
import coreComponentsCoreMenuChange from './core-components/core-menu-change.ts';
import coreComponentsCoreMenuLabel from './core-components/core-menu-label.ts';
import coreComponentsCorePageInterception from './core-components/core-page-interception.ts';
import coreComponentsCorePageScript from './core-components/core-page-script.ts';
import coreComponentsCorePermissionChange from './core-components/core-permission-change.ts';
import coreComponentsCoreRegistryChange from './core-components/core-registry-change.ts';
import coreComponentsCoreSearchIndex from './core-components/core-search-index.ts';
import coreComponentsCoreSerializerChange from './core-components/core-serializer-change.ts';
import coreComponentsCoreSignalDisconnection from './core-components/core-signal-disconnection.ts';
import coreComponentsCoreStaticFile from './core-components/core-static-file.ts';
import coreComponentsCoreTableChange from './core-components/core-table-change.ts';
import coreComponentsCoreTableColumn from './core-components/core-table-column.ts';
import coreComponentsCoreViewChange from './core-components/core-view-change.ts';
import coreComponentsForeignSerializerResolver from './core-components/foreign-serializer-resolver.ts';
import coreComponentsGraphqlQueryField from './core-components/graphql-query-field.ts';
import coreComponentsHiddenCoreElement from './core-components/hidden-core-element.ts';
import coreComponentsLibraryChange from './core-components/library-change.ts';
import coreComponentsShadowedCommand from './core-components/shadowed-command.ts';
import coreComponentsStartupWork from './core-components/startup-work.ts';
import coreComponentsUnreadScript from './core-components/unread-script.ts';
import configAttributeType from './config/attribute-type.ts';
import configChangedSetting from './config/changed-setting.ts';
import configConfigVariable from './config/config-variable.ts';
import configDjangoApps from './config/django-apps.ts';
import configEarlyGraphqlImport from './config/early-graphql-import.ts';
import configEarlyModelImport from './config/early-model-import.ts';
import configEarlySettingRead from './config/early-setting-read.ts';
import configMenuItemArguments from './config/menu-item-arguments.ts';
import configMissingMetadata from './config/missing-metadata.ts';
import configOwnDjangoSetting from './config/own-django-setting.ts';
import configPluginName from './config/plugin-name.ts';
import configReadyWithoutSuper from './config/ready-without-super.ts';
import configRequiredAndDefaultSetting from './config/required-and-default-setting.ts';
import configResourcePath from './config/resource-path.ts';
import configResourceType from './config/resource-type.ts';
import configSecretDefault from './config/secret-default.ts';
import configSettingDocumentation from './config/setting-documentation.ts';
import configSettingsOfAnotherPlugin from './config/settings-of-another-plugin.ts';
import configShippedSchema from './config/shipped-schema.ts';
import configTemplateExtensionModels from './config/template-extension-models.ts';
import configUndeclaredSetting from './config/undeclared-setting.ts';
import configUnknownAttribute from './config/unknown-attribute.ts';
import configUnusedSetting from './config/unused-setting.ts';
import configValidateOverride from './config/validate-override.ts';
import configVersionMismatch from './config/version-mismatch.ts';
import versionBoundsDeprecatedName from './version-bounds/deprecated-name.ts';
import versionBoundsPatchReleasesShutOut from './version-bounds/patch-releases-shut-out.ts';
import versionBoundsPythonFloor from './version-bounds/python-floor.ts';
import versionBoundsUnavailableImport from './version-bounds/unavailable-import.ts';
import versionBoundsUnavailableModel from './version-bounds/unavailable-model.ts';
import versionBoundsUnavailableSetting from './version-bounds/unavailable-setting.ts';
import versionBoundsUnknownRelease from './version-bounds/unknown-release.ts';
import versionBoundsUntrueBounds from './version-bounds/untrue-bounds.ts';
import versionBoundsVersionBound from './version-bounds/version-bound.ts';
import migrationsBrokenGraph from './migrations/broken-graph.ts';
import migrationsCoreRows from './migrations/core-rows.ts';
import migrationsCoreSchemaChange from './migrations/core-schema-change.ts';
import migrationsDataLoss from './migrations/data-loss.ts';
import migrationsForeignGraphEdge from './migrations/foreign-graph-edge.ts';
import migrationsIrreversibleOperation from './migrations/irreversible-operation.ts';
import migrationsLiveModel from './migrations/live-model.ts';
import migrationsLockedTable from './migrations/locked-table.ts';
import migrationsMissingMigration from './migrations/missing-migration.ts';
import migrationsModelDrift from './migrations/model-drift.ts';
import migrationsNarrowKey from './migrations/narrow-key.ts';
import migrationsSharedDefault from './migrations/shared-default.ts';
import migrationsUnavailableDependency from './migrations/unavailable-dependency.ts';
import migrationsUnprefixedTable from './migrations/unprefixed-table.ts';
import packagingAutomaticCode from './packaging/automatic-code.ts';
import packagingFolderWithoutInit from './packaging/folder-without-init.ts';
import packagingInvalidPython from './packaging/invalid-python.ts';
import packagingMissingModule from './packaging/missing-module.ts';
import packagingMissingTemplate from './packaging/missing-template.ts';
import packagingRequirement from './packaging/requirement.ts';
import packagingRequiresPython from './packaging/requires-python.ts';
import packagingRootRelativePath from './packaging/root-relative-path.ts';
import packagingScriptDependency from './packaging/script-dependency.ts';
import packagingShadowedPackage from './packaging/shadowed-package.ts';
import packagingStrayTopLevel from './packaging/stray-top-level.ts';
import packagingSuppression from './packaging/suppression.ts';
import packagingUnnamespacedFile from './packaging/unnamespaced-file.ts';
import packagingUnreadFile from './packaging/unread-file.ts';
import packagingUnshippedFile from './packaging/unshipped-file.ts';

export const rules: readonly Rule[] = [
  coreModelsCoreChoicesChange,
  coreModelsCoreModelChange,
  coreModelsCoreModelField,
  coreModelsCoreModelRelation,
  coreModelsCoreObjectVeto,
  coreModelsCoreQuerysetChange,
  coreModelsCoreRowRewrite,
  coreModelsHandlerRowChange,
  coreModelsHijackedAppLabel,
  coreModelsHijackedTable,
  coreModelsMultiTableChild,
  coreModelsRawSqlOnCoreTable,
  coreModelsRelatedNameCollision,
  urlsAdminPage,
  urlsCatchAllRoute,
  urlsCoreModelView,
  urlsCoreUrlpatternsChange,
  urlsMiddlewareRoute,
  urlsMisleadingAppName,
  urlsRootRelativeRedirect,
  urlsUnknownUrlName,
  urlsUnusableBaseUrl,
  coreTemplatesCoreAppOrder,
  coreTemplatesCoreResponseRewrite,
  coreTemplatesCoreTagLibrary,
  coreTemplatesCoreTemplateFile,
  coreTemplatesMissingTemplateName,
  coreTemplatesPrivateCoreTemplate,
  coreTemplatesTemplateEngineChange,
  coreSettingsConfigurationRow,
  coreSettingsCoreSettingsChange,
  coreSettingsDynamicConfigurationChange,
  coreSettingsMiddlewareEntry,
  coreSettingsPluginConfigurationChange,
  coreSettingsProcessEnvironmentChange,
  coreComponentsBuiltinJinjaFilter,
  coreComponentsCoreClassChange,
  coreComponentsCoreDataBackend,
  coreComponentsCoreEventType,
  coreComponentsCoreFormChange,
  coreComponentsCoreFunctionChange,
  coreComponentsCoreMenuChange,
  coreComponentsCoreMenuLabel,
  coreComponentsCorePageInterception,
  coreComponentsCorePageScript,
  coreComponentsCorePermissionChange,
  coreComponentsCoreRegistryChange,
  coreComponentsCoreSearchIndex,
  coreComponentsCoreSerializerChange,
  coreComponentsCoreSignalDisconnection,
  coreComponentsCoreStaticFile,
  coreComponentsCoreTableChange,
  coreComponentsCoreTableColumn,
  coreComponentsCoreViewChange,
  coreComponentsForeignSerializerResolver,
  coreComponentsGraphqlQueryField,
  coreComponentsHiddenCoreElement,
  coreComponentsLibraryChange,
  coreComponentsShadowedCommand,
  coreComponentsStartupWork,
  coreComponentsUnreadScript,
  configAttributeType,
  configChangedSetting,
  configConfigVariable,
  configDjangoApps,
  configEarlyGraphqlImport,
  configEarlyModelImport,
  configEarlySettingRead,
  configMenuItemArguments,
  configMissingMetadata,
  configOwnDjangoSetting,
  configPluginName,
  configReadyWithoutSuper,
  configRequiredAndDefaultSetting,
  configResourcePath,
  configResourceType,
  configSecretDefault,
  configSettingDocumentation,
  configSettingsOfAnotherPlugin,
  configShippedSchema,
  configTemplateExtensionModels,
  configUndeclaredSetting,
  configUnknownAttribute,
  configUnusedSetting,
  configValidateOverride,
  configVersionMismatch,
  versionBoundsDeprecatedName,
  versionBoundsPatchReleasesShutOut,
  versionBoundsPythonFloor,
  versionBoundsUnavailableImport,
  versionBoundsUnavailableModel,
  versionBoundsUnavailableSetting,
  versionBoundsUnknownRelease,
  versionBoundsUntrueBounds,
  versionBoundsVersionBound,
  migrationsBrokenGraph,
  migrationsCoreRows,
  migrationsCoreSchemaChange,
  migrationsDataLoss,
  migrationsForeignGraphEdge,
  migrationsIrreversibleOperation,
  migrationsLiveModel,
  migrationsLockedTable,
  migrationsMissingMigration,
  migrationsModelDrift,
  migrationsNarrowKey,
  migrationsSharedDefault,
  migrationsUnavailableDependency,
  migrationsUnprefixedTable,
  packagingAutomaticCode,
  packagingFolderWithoutInit,
  packagingInvalidPython,
  packagingMissingModule,
  packagingMissingTemplate,
  packagingRequirement,
  packagingRequiresPython,
  packagingRootRelativePath,
  packagingScriptDependency,
  packagingShadowedPackage,
  packagingStrayTopLevel,
  packagingSuppression,
  packagingUnnamespacedFile,
  packagingUnreadFile,
  packagingUnshippedFile,
];
