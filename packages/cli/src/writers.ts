/** The writers of native files, by system. */
import { type SystemName, type WriteNative, writeEmis, writeMicrotest, writeTpp, writeVision } from '@gpc/synth'

export const writers: Readonly<Record<SystemName, WriteNative>> = {
  emis: writeEmis,
  tpp: writeTpp,
  vision: writeVision,
  microtest: writeMicrotest,
}
