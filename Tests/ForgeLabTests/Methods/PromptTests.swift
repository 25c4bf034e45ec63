import ForgeCore
import Foundation
import Testing

@testable import ForgeLab

@Suite("Prompts")
struct PromptTests {
    private let question = Sample(id: "1", question: "Who wrote Hamlet?", answers: ["Shakespeare"], task: .openQuestion)

    private func builder(_ options: [String: JSONValue] = [:], reasoning: ReasoningStyle? = nil) throws -> PromptBuilder
    {
        PromptBuilder(
            options: try PromptOptions(MethodOptions(options, fields: PromptOptions.fields(shots: 0))),
            reasoning: reasoning)
    }

    @Test func `the plain naive prompt is the one of lm-eval's TriviaQA without its question mark rule`() throws {
        let prompt = try builder().prompt(for: question, chat: false)
        #expect(prompt == .text("Question: Who wrote Hamlet?\nAnswer:"))
    }

    @Test func `zero-shot chain of thought ends with Kojima's sentence`() throws {
        let plain = try builder(reasoning: .stepByStep).prompt(for: question, chat: false)
        #expect(plain == .text("Question: Who wrote Hamlet?\nAnswer: Let's think step by step."))
        guard case .chat(let messages) = try builder(reasoning: .stepByStep).prompt(for: question, chat: true) else {
            Issue.record("not a chat")
            return
        }
        #expect(messages.count == 1)
        #expect(messages[0].content.hasSuffix("Let's think step by step."))
    }

    @Test func `few-shot prompts of one family share everything before the question`() throws {
        let builder = try builder(["shots": 3], reasoning: .stepByStep)
        let other = Sample(id: "2", question: "Who wrote Emma?", answers: ["Austen"], task: .openQuestion)
        guard case .text(let first) = try builder.prompt(for: question, chat: false),
            case .text(let second) = try builder.prompt(for: other, chat: false)
        else {
            Issue.record("not plain")
            return
        }
        let shared = zip(first, second).prefix { $0 == $1 }.count
        #expect(shared > first.count - 80)
        #expect(first.components(separatedBy: "Question:").count == 5)
    }

    @Test func `chat few-shot shows each example as a turn and its answer`() throws {
        guard case .chat(let messages) = try builder(["shots": 2]).prompt(for: question, chat: true) else {
            Issue.record("not a chat")
            return
        }
        #expect(messages.map(\.role) == [.user, .assistant, .user, .assistant, .user])
        #expect(messages[1].content == "Seine")
    }

    @Test func `more shots than examples is an error that says how many there are`() throws {
        let examples = try FewShotExamples(yaml: "open-question: []", source: "test")
        #expect(throws: LabError.self) { try examples.first(1, of: .openQuestion) }
    }

    @Test func `there are at least five built-in examples for every task family`() throws {
        let examples = try FewShotExamples.standard()
        for family in TaskFamily.allCases {
            let first = try examples.first(5, of: family)
            #expect(Set(first.map(\.question)).count == 5)
            #expect(first.allSatisfy { !$0.reasoning.isEmpty && !$0.answer.isEmpty })
        }
    }

    @Test func `passages stand before yes-no questions and are left out of others unless asked for`() throws {
        var sample = question
        sample.passages = [Passage(title: "Hamlet", sentences: ["A play. ", "By Shakespeare."])]
        guard case .text(let without) = try builder().prompt(for: sample, chat: false) else { return }
        #expect(!without.contains("A play."))
        guard case .text(let with) = try builder(["passages": "given"]).prompt(for: sample, chat: false) else { return }
        #expect(with.hasPrefix("Hamlet: A play. By Shakespeare.\n\nQuestion:"))
        sample.task = .yesNo
        guard case .text(let yesNo) = try builder().prompt(for: sample, chat: false) else { return }
        #expect(yesNo.hasPrefix("Hamlet:"))
    }

    @Test func `the template changes with every option that changes the prompt`() throws {
        let templates = try [[:], ["shots": 1], ["instruction": "Be brief."], ["passages": "given"]]
            .map { try builder($0).template }
        #expect(Set(templates).count == templates.count)
    }

    @Test(arguments: [
        "questions: nonsense", "open-question:\n  - question: only", "unknown-family: []", "a: [", "- list",
        "a: &a [x]\nb: [*a, *a, *a, *a, *a]", String(repeating: "[", count: 100_000),
    ])
    func `an examples file that is none is refused`(yaml: String) {
        #expect(throws: LabError.self) { try FewShotExamples(yaml: yaml, source: "test") }
    }
}
