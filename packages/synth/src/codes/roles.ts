/** Job roles of the Spine directory, code and name. */
export const roles = {
  gp: { code: 'R0260', name: 'General Medical Practitioner' },
  associateGp: { code: 'R1547', name: 'Associate Practitioner - General Practitioner' },
  nursePractitioner: { code: 'R0600', name: 'Specialist Nurse Practitioner' },
  nurse: { code: 'R0620', name: 'Staff Nurse' },
  pharmacist: { code: 'R1290', name: 'Pharmacist' },
  receptionist: { code: 'R1730', name: 'Receptionist' },
} as const
