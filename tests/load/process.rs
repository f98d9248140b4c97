//! What the server's process has used, as the kernel counts it.

/// Ticks of the kernel's clock in a second, as `/proc` counts on every Linux.
const TICKS: f64 = 100.0;

/// At one moment; nothing is known of a process on another machine or without a number.
#[derive(Debug, Default)]
pub struct Used {
    pub memory_mib: Option<u64>,
    pub cpu_seconds: f64,
}

pub fn look(pid: Option<u32>) -> Used {
    let Some(pid) = pid else { return Used::default() };
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let memory = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // Behind the name in brackets: the state is the first field, user and system time the twelfth and thirteenth.
    let fields =
        stat.rsplit_once(") ").map(|(_, rest)| rest.split_whitespace().collect::<Vec<_>>()).unwrap_or_default();
    let ticks = |place: usize| fields.get(place).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
    Used { memory_mib: memory.map(|kib| kib / 1_024), cpu_seconds: (ticks(11) + ticks(12)) / TICKS }
}

impl Used {
    /// Memory as it is now, time since an earlier look.
    pub fn since(self, before: &Self) -> Self {
        Self { cpu_seconds: self.cpu_seconds - before.cpu_seconds, ..self }
    }
}
