package enum AnswerStyle { case direct, reasoned }
package enum AnswerParser { package static func parse(_ output: String, finishReason: FinishReason?, task: TaskFamily, style: AnswerStyle) -> ParsedAnswer { ParsedAnswer(text: output, source: .whole) } }
package struct MajorityVote { package var winner: String?; package var winnerIndex: Int?; package var counts: [String: Int] = [:]; package var isTie = false
 package init(answers: [String?], task: TaskFamily) {} }
