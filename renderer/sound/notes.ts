/** One short note for a good scan, another for a bad one, so that eyes can stay on the person. */
export type Note = 'good' | 'bad';

interface Tone {
  readonly hertz: number;
  readonly startMs: number;
  readonly lengthMs: number;
}

/** Good rises and is short; bad is low and said twice: told apart also by someone who hears no pitch. */
const TONES: Readonly<Record<Note, readonly Tone[]>> = {
  good: [{ hertz: 1320, startMs: 0, lengthMs: 70 }],
  bad: [
    { hertz: 330, startMs: 0, lengthMs: 110 },
    { hertz: 262, startMs: 150, lengthMs: 160 },
  ],
};
const LOUDNESS = 0.12;

/** Plays notes while `wanted` says so. The audio device is opened by the first note; without one there is silence. */
export function notes(wanted: () => boolean): (note: Note) => void {
  let audio: AudioContext | null = null;
  return (note) => {
    if (!wanted()) return;
    try {
      audio ??= new AudioContext();
    } catch {
      return;
    }
    // A browser holds sound back until the page was touched; the first key wakes it.
    if (audio.state === 'suspended') void audio.resume().catch(() => undefined);
    for (const tone of TONES[note]) sound(audio, tone);
  };
}

function sound(audio: AudioContext, { hertz, startMs, lengthMs }: Tone): void {
  const start = audio.currentTime + startMs / 1000;
  const end = start + lengthMs / 1000;
  const oscillator = audio.createOscillator();
  const volume = audio.createGain();
  oscillator.type = 'triangle';
  oscillator.frequency.value = hertz;
  // Eased at both ends: a note that is cut clicks.
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.008);
  volume.gain.setValueAtTime(LOUDNESS, end - 0.02);
  volume.gain.linearRampToValueAtTime(0, end);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(end);
}
