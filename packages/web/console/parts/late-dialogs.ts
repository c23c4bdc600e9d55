import { lateDialog } from '../../app/late-dialog.tsx'

/** Dialogs of the console, each fetched when it is first opened. */
export const DecisionDialog = lateDialog(async () => (await import('./decision-dialog.tsx')).DecisionDialog)
export const LicenseTaskDialog = lateDialog(async () => (await import('./license-task.tsx')).LicenseTaskDialog)
export const ReturnDialog = lateDialog(async () => (await import('./return-dialog.tsx')).ReturnDialog)
export const RotateDialog = lateDialog(async () => (await import('./rotate-dialog.tsx')).RotateDialog)
