/** Specimen (STR-INV-16). */
import { extensions, profiles, valueSystems } from '@gpc/fhir'
import type { Specimen } from '../model/investigation.ts'
import { head, note, rendered } from './clinical-tools.ts'
import { coded } from './coded.ts'
import type { ReportParts } from './investigation-parts.ts'
import { metas, reference } from './json.ts'
import type { RenderedResource } from './rendered.ts'
import { clean } from './text.ts'
import { quantityText, simpleQuantity } from './value.ts'

const meta = metas(profiles.specimen)
const descriptionUrl = extensions.descriptionIdHl7

export function specimenResource(specimen: Specimen, { report, tools }: ReportParts): RenderedResource {
  const collector = tools.staff.known(report.source, specimen.collector)
  const accession = clean(specimen.accession)
  const amount = quantityText(specimen.quantity)
  const collection = {
    extension: fasting(specimen),
    collector: collector === undefined ? undefined : reference(collector),
    collectedDateTime: specimen.collected,
    quantity: simpleQuantity(specimen.quantity),
    bodySite: coded(specimen.bodySite, descriptionUrl),
  }
  const resource = {
    ...head('Specimen', meta, { ...report, key: specimen.key, formerIdentifiers: [] }, tools.context),
    accessionIdentifier: accession === undefined ? undefined : { value: accession },
    type: coded(specimen.type, descriptionUrl),
    subject: reference(tools.patientRef),
    receivedTime: specimen.received,
    collection: Object.values(collection).every(part => part === undefined) ? undefined : collection,
    note: note([...specimen.notes, amount === undefined ? '' : `Quantity: ${amount}`]),
  }
  return rendered(resource, [collector])
}

/** `F` is the message's own code for fasting: it is the text, and has its coding. */
function fasting({ fasting: source }: Specimen) {
  const words = clean(source)
  if (words === undefined) return undefined
  const coding = [
    {
      system: valueSystems.relevantClinicalInformation,
      code: 'F',
      display: 'Patient was fasting prior to the procedure.',
    },
  ]
  const isCode = words.trim() === 'F'
  return [{ url: extensions.fastingStatus, valueCodeableConcept: isCode ? { coding, text: 'F' } : { text: words } }]
}
