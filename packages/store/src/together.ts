/**
 * Puts what is asked at the same time together: the first question goes at once, those that come while it is under way wait and
 * go as one.
 * @param most how many go together at most
 * @param ask gives the answer to each by its place; if it fails, it fails for all that went with it
 * @param apart keys of a question; questions that have one in common go one after the other
 */
export function together<Question, Answer>(
  most: number,
  ask: (questions: readonly Question[]) => Promise<(place: number) => Answer>,
  apart: (question: Question) => readonly string[] = () => [],
): (question: Question) => Promise<Answer> {
  let waiting: { question: Question; resolve: (answer: Answer) => void; reject: (error: unknown) => void }[] = []
  let asking = false
  const drain = async (): Promise<void> => {
    asking = true
    while (waiting.length > 0) {
      const keys = new Set<string>()
      const fits = (question: Question): boolean => {
        const own = apart(question)
        if (keys.size > 0 && own.some(key => keys.has(key))) return false
        for (const key of own) keys.add(key)
        return true
      }
      const batch: typeof waiting = []
      const rest: typeof waiting = []
      for (const one of waiting) (batch.length < most && fits(one.question) ? batch : rest).push(one)
      waiting = rest
      try {
        const answer = await ask(batch.map(one => one.question))
        batch.forEach((one, place) => {
          one.resolve(answer(place))
        })
      } catch (error) {
        for (const one of batch) one.reject(error)
      }
    }
    asking = false
  }
  return question =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject })
      if (!asking) void drain()
    })
}
