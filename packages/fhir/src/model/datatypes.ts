/** Data types: FHIR STU3 (3.0.1), in the notation of `table.ts`. */
import type { Table } from './table.ts'

export const dataTypes: Table = {
  Narrative: ['Element', 'status!:code div!:xhtml'],
  Extension: ['Element', '@url!:uri value[x]:*'],
  Meta: ['Element', 'versionId:id lastUpdated:instant profile*:uri security*:Coding tag*:Coding'],
  Identifier: ['Element', 'use:code type:CodeableConcept system:uri value:string period:Period assigner:Reference'],
  Coding: ['Element', 'system:uri version:string code:code display:string userSelected:boolean'],
  CodeableConcept: ['Element', 'coding*:Coding text:string'],
  Reference: ['Element', 'reference:string identifier:Identifier display:string'],
  Period: ['Element', 'start:dateTime end:dateTime'],
  Quantity: ['Element', 'value:decimal comparator:code unit:string system:uri code:code'],
  Age: ['Quantity', ''],
  Count: ['Quantity', ''],
  Distance: ['Quantity', ''],
  Duration: ['Quantity', ''],
  Money: ['Quantity', ''],
  Range: ['Element', 'low:Quantity high:Quantity'],
  Ratio: ['Element', 'numerator:Quantity denominator:Quantity'],
  SampledData: [
    'Element',
    `origin!:Quantity period!:decimal factor:decimal lowerLimit:decimal upperLimit:decimal
     dimensions!:positiveInt data!:string`,
  ],
  HumanName: [
    'Element',
    'use:code text:string family:string given*:string prefix*:string suffix*:string period:Period',
  ],
  Address: [
    'Element',
    `use:code type:code text:string line*:string city:string district:string state:string postalCode:string
     country:string period:Period`,
  ],
  ContactPoint: ['Element', 'system:code value:string use:code rank:positiveInt period:Period'],
  ContactDetail: ['Element', 'name:string telecom*:ContactPoint'],
  Annotation: ['Element', 'author[x]:Reference|string time:dateTime text!:string'],
  Attachment: [
    'Element',
    `contentType:code language:code data:base64Binary url:uri size:unsignedInt hash:base64Binary title:string
     creation:dateTime`,
  ],
  Signature: [
    'Element',
    `type!*:Coding when!:instant who[x]!:uri|Reference onBehalfOf[x]:uri|Reference contentType:code
     blob:base64Binary`,
  ],
  Timing: ['Element', 'event*:dateTime repeat:Timing.repeat code:CodeableConcept'],
  'Timing.repeat': [
    'Element',
    `bounds[x]:Duration|Range|Period count:integer countMax:integer duration:decimal durationMax:decimal
     durationUnit:code frequency:integer frequencyMax:integer period:decimal periodMax:decimal periodUnit:code
     dayOfWeek*:code timeOfDay*:time when*:code offset:unsignedInt`,
  ],
  Dosage: [
    'Element',
    `sequence:integer text:string additionalInstruction*:CodeableConcept patientInstruction:string timing:Timing
     asNeeded[x]:boolean|CodeableConcept site:CodeableConcept route:CodeableConcept method:CodeableConcept
     dose[x]:Range|Quantity maxDosePerPeriod:Ratio maxDosePerAdministration:Quantity maxDosePerLifetime:Quantity
     rate[x]:Ratio|Range|Quantity`,
  ],
  UsageContext: ['Element', 'code!:Coding value[x]!:CodeableConcept|Quantity|Range'],
}
