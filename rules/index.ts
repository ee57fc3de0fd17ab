/** All rules, in the order the documentation shows. Made by `node build.mjs --generate`; do not edit. */
import type { Rule } from '../src/rule.ts';
import coreModelsCoreChoicesChange from './core-models/core-choices-change.ts';
import coreModelsCoreModelChange from './core-models/core-model-change.ts';
import coreModelsCoreModelField from './core-models/core-model-field.ts';
import coreModelsCoreModelRelation from './core-models/core-model-relation.ts';
import coreModelsCoreQuerysetChange from './core-models/core-queryset-change.ts';
import urlsCoreUrlpatternsChange from './urls/core-urlpatterns-change.ts';
import coreTemplatesTemplateEngineChange from './core-templates/template-engine-change.ts';
import coreSettingsCoreSettingsChange from './core-settings/core-settings-change.ts';
import coreSettingsDynamicConfigurationChange from './core-settings/dynamic-configuration-change.ts';
import coreSettingsPluginConfigurationChange from './core-settings/plugin-configuration-change.ts';
import coreSettingsProcessEnvironmentChange from './core-settings/process-environment-change.ts';
import coreComponentsCoreClassChange from './core-components/core-class-change.ts';
import coreComponentsCoreFormChange from './core-components/core-form-change.ts';
import coreComponentsCoreFunctionChange from './core-components/core-function-change.ts';
import coreComponentsCoreMenuChange from './core-components/core-menu-change.ts';
import coreComponentsCorePermissionChange from './core-components/core-permission-change.ts';
import coreComponentsCoreRegistryChange from './core-components/core-registry-change.ts';
import coreComponentsCoreSerializerChange from './core-components/core-serializer-change.ts';
import coreComponentsCoreSignalDisconnection from './core-components/core-signal-disconnection.ts';
import coreComponentsCoreTableChange from './core-components/core-table-change.ts';
import coreComponentsCoreViewChange from './core-components/core-view-change.ts';
import coreComponentsLibraryChange from './core-components/library-change.ts';
import configAttributeType from './config/attribute-type.ts';
import configConfigVariable from './config/config-variable.ts';
import configDjangoApps from './config/django-apps.ts';
import configEarlyModelImport from './config/early-model-import.ts';
import configOwnDjangoSetting from './config/own-django-setting.ts';
import configPluginName from './config/plugin-name.ts';
import configReadyWithoutSuper from './config/ready-without-super.ts';
import configRequiredAndDefaultSetting from './config/required-and-default-setting.ts';
import configResourcePath from './config/resource-path.ts';
import configSettingsOfAnotherPlugin from './config/settings-of-another-plugin.ts';
import configUndeclaredSetting from './config/undeclared-setting.ts';
import configUnknownAttribute from './config/unknown-attribute.ts';
import configUnusedSetting from './config/unused-setting.ts';
import configValidateOverride from './config/validate-override.ts';
import configVersionMismatch from './config/version-mismatch.ts';
import packagingSuppression from './packaging/suppression.ts';

export const rules: readonly Rule[] = [
  coreModelsCoreChoicesChange,
  coreModelsCoreModelChange,
  coreModelsCoreModelField,
  coreModelsCoreModelRelation,
  coreModelsCoreQuerysetChange,
  urlsCoreUrlpatternsChange,
  coreTemplatesTemplateEngineChange,
  coreSettingsCoreSettingsChange,
  coreSettingsDynamicConfigurationChange,
  coreSettingsPluginConfigurationChange,
  coreSettingsProcessEnvironmentChange,
  coreComponentsCoreClassChange,
  coreComponentsCoreFormChange,
  coreComponentsCoreFunctionChange,
  coreComponentsCoreMenuChange,
  coreComponentsCorePermissionChange,
  coreComponentsCoreRegistryChange,
  coreComponentsCoreSerializerChange,
  coreComponentsCoreSignalDisconnection,
  coreComponentsCoreTableChange,
  coreComponentsCoreViewChange,
  coreComponentsLibraryChange,
  configAttributeType,
  configConfigVariable,
  configDjangoApps,
  configEarlyModelImport,
  configOwnDjangoSetting,
  configPluginName,
  configReadyWithoutSuper,
  configRequiredAndDefaultSetting,
  configResourcePath,
  configSettingsOfAnotherPlugin,
  configUndeclaredSetting,
  configUnknownAttribute,
  configUnusedSetting,
  configValidateOverride,
  configVersionMismatch,
  packagingSuppression,
];
