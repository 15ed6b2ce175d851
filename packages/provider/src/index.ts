export { type HtmlSettings, htmlSettingsSchema } from './html/settings.ts'
export { tracePatient, traceResult } from './patient/trace.ts'
export { createProvider, type ProviderOptions } from './server.ts'
