/** What all resources are made of. */
import type { Element, Extension, Meta } from './types.ts'

/** What every resource has; `isResource` narrows it. */
export interface Resource {
  readonly resourceType: string
  readonly id?: string
  readonly meta?: Meta
  readonly implicitRules?: string
  readonly language?: string
}

export interface DomainResource extends Resource {
  readonly text?: { readonly status: string; readonly div: string }
  readonly contained?: readonly Resource[]
  readonly extension?: readonly Extension[]
  readonly modifierExtension?: readonly Extension[]
}

export interface BackboneElement extends Element {
  readonly modifierExtension?: readonly Extension[]
}
