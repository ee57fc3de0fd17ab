/** The template frontend: Django template text → tags, blocks, references; and the HTML around them. */
export { parseTemplate } from './parser.ts';
export { parseMarkup, TEMPLATE_FILLER } from './markup.ts';
export type {
  ParsedTemplate,
  TemplateBlock,
  TemplateFilter,
  TemplateLoad,
  TemplateProblem,
  TemplateReference,
  TemplateStatic,
  TemplateTag,
  TemplateToken,
  TemplateUrl,
  TemplateValue,
  TemplateVariable,
} from './model.ts';
export type { HiddenElement, InlineScript, InlineStyle, Markup, MarkupAttribute, MarkupLink } from './markup.ts';
