/** The registration list (GPR4): two records a patient, in upper case and the few characters that the format has. */

import type { LocalDate } from '@gpc/fhir'
import { gpr4Fields } from '@gpc/systems'
import type { InventedPatient, InventedPractice } from '../model.ts'
import { gpDigits } from './message.ts'

/** Cipher of no health authority. */
const cipher = 'ZZ9'
const days = '123456789ABCDEFGHIJKLMNOPQRSTUV'

/** `A99004_GPR4ZZ91.ACA` for 12 January. */
export function listFileName(ods: string, today: LocalDate): string {
  const month = String.fromCharCode(64 + Number(today.slice(5, 7)))
  return `${ods}_GPR4${cipher}1.${month}${days[Number(today.slice(8, 10)) - 1]}A`
}

/** Those whom a list names: registered with the practice, and not left. */
export function isListed({ registration }: InventedPatient): boolean {
  return registration.kind === 'regular' && registration.end === undefined
}

const letters: Readonly<Record<string, string>> = { Æ: 'AE', Œ: 'OE', Ø: 'O', Ł: 'L', Đ: 'D', Ð: 'D', Þ: 'TH', ẞ: 'SS' }

/** Upper case without accents; any other character that isn't allowed is a blank. 35 characters at most. */
function plain(text: string, allowed: RegExp): string {
  const upper = text
    .toUpperCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[’‘]/g, "'")
    .replace(/[ÆŒØŁĐÐÞẞ]/g, letter => letters[letter] ?? letter)
  const kept = [...upper].map(char => (allowed.test(char) ? char : ' ')).join('')
  return kept.replace(/ +/g, ' ').trim().slice(0, 35).trim()
}

const surname = (text: string) => plain(text, /[A-Z '-]/)
const forename = (text: string) => plain(text, /[A-Z ',.-]/)
const address = (text: string | undefined) => plain(text ?? '', /[A-Z0-9 '.,-]/)

/** What the list makes of a name. */
export function listedName(patient: InventedPatient): { readonly family: string; readonly given: string } {
  const { given, middle, family } = patient
  return { family: surname(family), given: forename([given, middle].filter(one => one !== undefined).join(' ')) }
}

const sexes = { male: '1', female: '2', unknown: '0', other: '9' } as const

/** The two lines of a patient. */
export function listLines(patient: InventedPatient, practice: InventedPractice, today: LocalDate): string {
  const gp = practice.staff.find(({ key }) => key === patient.usualGp)
  const { building, street, locality, town, county, postcode } = patient.address
  const [outward = '', inward = ''] = postcode.split(' ')
  const { family, given } = listedName(patient)
  const cells: Readonly<Record<string, string>> = {
    GpCode: gp?.gmp === undefined ? '' : `${gpDigits(gp.gmp)},${String(gp.key).padStart(3, '0')}`,
    HaCipher: cipher,
    RecordDate: today.replaceAll('-', ''),
    RecordTime: '0200',
    RecordNumber: String(patient.number),
    NhsNumber: patient.nhsNumber,
    Surname: family,
    Forenames: given,
    PreviousSurname: surname(patient.formerFamily ?? ''),
    Title: surname(patient.title),
    Sex: sexes[patient.gender],
    BirthDate: patient.birthDate.replaceAll('-', ''),
    HouseName: address(building),
    Road: address(street),
    Locality: address(locality),
    PostTown: address(town),
    County: address(county),
    Postcode: `${outward.padEnd(4)} ${inward}`,
  }
  const record = (number: 1 | 2) =>
    ['DOW', String(number), ...gpr4Fields[number].map(name => cells[name] ?? '')].join('~')
  return `${record(1)}\r\n${record(2)}\r\n`
}
