//! From values to percentages of the width, and which values the axis shows.

/// How much of the width bars may take; the rest is for the values behind them.
const FULL: f64 = 78.0;

pub struct Scale {
    low: f64,
    high: f64,
    is_log: bool,
}

impl Scale {
    /// From zero to the largest of the values.
    pub fn linear(values: impl Iterator<Item = f64>) -> Scale {
        let high = values.fold(0.0, f64::max);
        Scale {
            low: 0.0,
            high: if high > 0.0 { high } else { 1.0 },
            is_log: false,
        }
    }

    /// Logarithmic, from a power of ten well below the smallest value, so that its bar can be seen.
    pub fn log(values: impl Iterator<Item = f64>) -> Scale {
        let mut low = f64::MAX;
        let mut high = f64::MIN_POSITIVE;
        for value in values.filter(|&value| value > 0.0) {
            low = low.min(value);
            high = high.max(value);
        }
        if low > high {
            (low, high) = (1.0, 10.0);
        }
        let low = 10f64.powf((low / 2.0).log10().floor());
        Scale {
            low,
            high: high.max(low * 2.0),
            is_log: true,
        }
    }

    /// A span of time that fills the whole width is drawn with this.
    pub fn percent(&self, value: f64) -> f64 {
        let part = if self.is_log {
            (value.max(self.low) / self.low).ln() / (self.high / self.low).ln()
        } else {
            value / self.high
        };
        part.clamp(0.0, 1.0) * FULL
    }

    pub fn ticks(&self) -> Vec<f64> {
        if self.is_log {
            self.log_ticks()
        } else {
            linear_ticks(self.high)
        }
    }

    fn log_ticks(&self) -> Vec<f64> {
        let decades = (self.high / self.low).log10();
        let steps: &[f64] = match decades {
            decades if decades < 1.3 => &[1.0, 2.0, 5.0],
            decades if decades < 2.5 => &[1.0, 3.0],
            _ => &[1.0],
        };
        let mut ticks = Vec::new();
        let mut decade = self.low;
        while decade <= self.high * 1.0001 {
            ticks.extend(steps.iter().map(|step| step * decade));
            decade *= 10.0;
        }
        ticks.retain(|&tick| tick <= self.high * 1.0001);
        ticks
    }
}

/// Round values from 0 up to `high`, at most six.
pub fn linear_ticks(high: f64) -> Vec<f64> {
    let rough = high / 5.0;
    let decade = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .iter()
        .map(|step| step * decade)
        .find(|&step| step >= rough * 0.9999)
        .unwrap_or(decade * 10.0);
    let count = (high / step * 1.0001).floor() as usize;
    (0..=count).map(|index| index as f64 * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linear_scales_begin_at_zero() {
        let scale = Scale::linear([1.0, 4.0].into_iter());
        assert_eq!(scale.percent(0.0), 0.0);
        assert_eq!(scale.percent(4.0), FULL);
        assert_eq!(scale.ticks(), [0.0, 1.0, 2.0, 3.0, 4.0]);
    }

    #[test]
    fn log_scales_have_a_tick_for_each_power() {
        let scale = Scale::log([2.0, 900.0].into_iter());
        assert_eq!(scale.percent(1.0), 0.0);
        assert!((scale.percent(30.0) - FULL / 2.0).abs() < 0.1);
        assert_eq!(scale.ticks(), [1.0, 10.0, 100.0]);
        let scale = Scale::log([1.2, 900.0].into_iter());
        assert!(scale.percent(1.2) > 10.0);
    }

    #[test]
    fn nothing_to_show_is_no_trouble() {
        for scale in [Scale::linear([].into_iter()), Scale::log([].into_iter())] {
            assert!(!scale.ticks().is_empty());
            assert!(scale.percent(0.5).is_finite());
        }
        assert!(Scale::log([0.0].into_iter()).percent(0.0).is_finite());
    }

    #[test]
    fn never_more_than_six_round_ticks() {
        for high in [0.07, 0.9, 1.0, 3.3, 50.0, 99.0, 1234.0] {
            let ticks = linear_ticks(high);
            assert!((2..=6).contains(&ticks.len()), "{high}: {ticks:?}");
        }
    }
}
