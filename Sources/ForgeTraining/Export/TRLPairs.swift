import ForgeCore
import Foundation

/// Pairs as TRL's `DPOTrainer` reads them: conversations where a chat template makes the text, bare texts where not.
enum TRLPairs {
    static func lines(_ pairs: [PreferencePair], style: DataConfig.Style) throws -> Data {
        Data(try pairs.map { try JSON.text(row($0, style)) + "\n" }.joined().utf8)
    }

    private static func row(_ pair: PreferencePair, _ style: DataConfig.Style) -> JSONValue {
        switch style {
        case .chat:
            [
                "prompt": messages(pair.prompt), "chosen": messages([ChatMessage(.assistant, pair.chosen)]),
                "rejected": messages([ChatMessage(.assistant, pair.rejected)]),
            ]
        case .plain:
            // TRL adds the token that ends a text by itself.
            [
                "prompt": .string(pair.plainPrompt), "chosen": .string(pair.plainAnswer(pair.chosen)),
                "rejected": .string(pair.plainAnswer(pair.rejected)),
            ]
        }
    }

    private static func messages(_ messages: [ChatMessage]) -> JSONValue {
        .array(messages.map { ["role": .string($0.role.rawValue), "content": .string($0.content)] })
    }
}

extension PreferencePair {
    /// The prompt of the style `plain`, up to where the answer begins.
    var plainPrompt: String { isText ? prompt[0].content : Transcript.text(of: prompt) }

    func plainAnswer(_ answer: String) -> String { isText ? answer : " " + answer }
}
