import CLlama
import ForgeCore

struct ChatTemplate {
    let source: String
    let bos: String
    let eos: String
    init?(source: String?, vocabulary: Vocabulary) {
        guard let source else { return nil }
        self.source = source
        bos = vocabulary.beginningText
        eos = vocabulary.endText
    }
    static func missing(model: String) -> EngineError {
        EngineError(
            .invalidInput, "template.missing", "The model \(model) has no chat template.",
            remedy: "Use a text prompt with this model.")
    }
    func render(_ messages: [ChatMessage]) throws -> String {
        messages.map { "<|im_start|>\($0.role.rawValue)\n\($0.content)<|im_end|>\n" }.joined()
            + "<|im_start|>assistant\n"
    }
}
