/** The words of exported files, as the locales have them. */
import { join } from 'node:path'
import { loadExportTexts } from '../../src/survey/export-texts.ts'

export const exportTexts = loadExportTexts(join(import.meta.dirname, '../../locales'))
