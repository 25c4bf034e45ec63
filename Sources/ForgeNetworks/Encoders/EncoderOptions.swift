/// How a model is loaded; nil leaves the choice to what the folder and the machine say.
package struct EncoderOptions: Sendable {
    /// The folder's name when nil.
    package var name: String?
    /// Of model.safetensors; computed when nil, which reads the whole file.
    package var sha256: String?
    package var precision: PrecisionChoice
    /// One per core when nil.
    package var threads: Int?
    /// At most what the model has positions for; sentence_bert_config.json or tokenizer_config.json say when nil.
    package var maxTokens: Int?

    package init(
        name: String? = nil, sha256: String? = nil, precision: PrecisionChoice = .automatic, threads: Int? = nil,
        maxTokens: Int? = nil
    ) {
        self.name = name
        self.sha256 = sha256
        self.precision = precision
        self.threads = threads
        self.maxTokens = maxTokens
    }
}

package enum PrecisionChoice: String, Sendable, Codable, CaseIterable {
    /// The fastest whose vectors keep a cosine above 0.9999 to float32's; checked at load.
    case automatic
    case float32
    case bfloat16
}
