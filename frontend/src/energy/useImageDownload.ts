import { ref } from 'vue';
import { saveFile } from '../components/app/save-file.ts';
import { fileName } from './csv.ts';

/** A chart that can be drawn as an image. */
export interface DrawnChart {
  renderImage(title: string, subtitle: string): Promise<Blob>;
}

export interface ChartImage {
  readonly chart: DrawnChart;
  /** The description of the device. */
  readonly title: string;
  readonly subtitle: string;
  /** The day or period in the file's name. */
  readonly period: string;
}

/** Downloads charts as PNG. */
export function useImageDownload() {
  const isSaving = ref(false);

  async function save({ chart, title, subtitle, period }: ChartImage): Promise<void> {
    isSaving.value = true;
    try {
      saveFile(await chart.renderImage(title, subtitle), fileName(title, period, 'png'));
    } finally {
      isSaving.value = false;
    }
  }
  return { isSaving, save };
}
