/** The load generator's process. */
import { answerMessages } from './children.ts'
import { runLoad } from './load/load.ts'
import { loadPlan } from './load/plan.ts'

answerMessages(loadPlan, runLoad)
