/**
 * Puts what is asked at the same time together: the first question goes at once, those that come while it is under way wait and
 * go as one.
 * @param most how many go together at most
 * @param ask gives the answer to each by its place; if it fails, it fails for all that went with it
 */
export function together<Question, Answer>(
  most: number,
  ask: (questions: readonly Question[]) => Promise<(place: number) => Answer>,
): (question: Question) => Promise<Answer> {
  let waiting: { question: Question; resolve: (answer: Answer) => void; reject: (error: unknown) => void }[] = []
  let asking = false
  const drain = async (): Promise<void> => {
    asking = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most)
      waiting = waiting.slice(most)
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
