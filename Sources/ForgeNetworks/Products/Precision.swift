import CForgeKernels

/// What products are computed in. Sums, norms and softmax are always in float32.
package enum Precision: String, Sendable, Codable, CaseIterable {
    case float32, bfloat16

    /// Whether this processor multiplies so.
    package var isAvailable: Bool { self == .float32 || forge_path_available(FORGE_PATH_AVX512_BF16) }

    var number: forge_number { self == .float32 ? FORGE_FLOAT32 : FORGE_BFLOAT16 }
    var size: Int { self == .float32 ? 4 : 2 }
}
