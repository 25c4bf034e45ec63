import CLlama

/// Free and total memory of a device in bytes.
struct DeviceMemory: Hashable {
    var free: Int
    var total: Int

    var usedShare: Double { total > 0 ? Double(total - free) / Double(total) : 0 }

    /// What the user should know after a model was loaded; self is the memory afterwards.
    func warnings(before: DeviceMemory, device: String) -> [String] {
        guard usedShare > 0.9 else { return [] }
        let loaded = max(0, before.free - free) >> 20
        let percent = Int((usedShare * 100).rounded())
        let use = "\(percent) % of its \(total >> 20) MiB are in use after loading \(loaded) MiB"
        return ["\(device): \(use); long contexts may fail."]
    }
}

/// A GPU that llama.cpp can put layers on.
struct GraphicsDevice {
    private let pointer: ggml_backend_dev_t

    /// The first GPU, a dedicated one before one that shares the main memory.
    static var first: GraphicsDevice? {
        let found =
            ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_GPU)
            ?? ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_IGPU)
        return found.map(GraphicsDevice.init(pointer:))
    }

    var name: String { String(cString: ggml_backend_dev_description(pointer)) }

    var memory: DeviceMemory {
        var (free, total) = (0, 0)
        ggml_backend_dev_memory(pointer, &free, &total)
        return DeviceMemory(free: free, total: total)
    }
}
