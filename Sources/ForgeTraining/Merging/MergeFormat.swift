import ForgeEngines

/// How a merged model's matrices are stored; vectors stay as they are.
package enum MergeFormat: String, Sendable, CaseIterable {
    /// Every tensor as the base model has it: what is merged is quantised again.
    case keep
    case f32, f16, bf16
    case q8_0, q5_1, q5_0, q4_1, q4_0

    /// Nil for `keep`.
    var format: GGUFFormat? { self == .keep ? nil : GGUFFormat(name: rawValue) }

    /// llama.cpp's number for a file that is mostly of this format (`llama_ftype`).
    var fileType: UInt32? {
        switch self {
        case .keep: nil
        case .f32: 0
        case .f16: 1
        case .q4_0: 2
        case .q4_1: 3
        case .q8_0: 7
        case .q5_0: 8
        case .q5_1: 9
        case .bf16: 32
        }
    }
}
