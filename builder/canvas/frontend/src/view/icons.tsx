/** Line icons, drawn for this board: one for each layer family and each button. */
import type { ReactElement } from "react";
import type { Problem } from "../types";

const FAMILIES = {
  image: "M2.5 3.5h11v9h-11zM2.5 11l3.2-3.4 2.6 2.6 1.9-1.9 3.3 3.2M10.4 6.2h.01",
  dermatology: "M8 2.4c3.6-.5 6 2 5.7 5.3-.3 3.6-3 6-6.2 5.8-3.1-.2-5.4-2.8-5-6C2.8 4.7 5.2 2.7 8 2.4zM6.3 6.3h.01M9.3 6.9h.01M7.4 9.6h.01",
  augmentation: "M2.5 5.5h8l-2-2.5M13.5 10.5h-8l2 2.5M2.5 10.5h.01M13.5 5.5h.01",
  convolution: "M2.5 2.5h11v11h-11zM2.5 8h11M8 2.5v11M5 5.2h.01M10.8 5.2h.01M5 10.8h.01",
  pooling: "M2.5 2.5h11v11h-11zM2.5 7.5h5v-5M5 5h.01",
  activation: "M2 11.5h5L13.5 4M2 13.8h12",
  regularisation: "M2 12.5c3.2 0 3.4-8.5 6-8.5s2.8 8.5 6 8.5",
  attention: "M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z",
  shape: "M2.5 4.5h4v7h-4zM9 3v10M11.3 3v10M13.6 3v10",
  merging: "M2 4h2.5L8 8h6M2 12h2.5L8 8M11.5 5.5 14 8l-2.5 2.5",
  pretrained: "M8 2.2 14 5 8 7.8 2 5zM2 8l6 2.8L14 8M2 11l6 2.8 6-2.8",
  head: "M3 13.2V8.5M8 13.2V3M13 13.2V6.5M1.5 13.5h13",
  other: "M3 3h10v10H3zM8 6v2.5M8 10.5h.01",
} as const;

export type Family = keyof typeof FAMILIES;

const BY_CATEGORY: Readonly<Record<string, Family>> = {
  "Image and preparation": "image",
  "Skin and lesion": "dermatology",
  "Random changes while training": "augmentation",
  Convolution: "convolution",
  Pooling: "pooling",
  Activation: "activation",
  "Normalisation and regularisation": "regularisation",
  Attention: "attention",
  Shape: "shape",
  Merging: "merging",
  Pretrained: "pretrained",
  Head: "head",
};

export const familyOf = (category: string | undefined): Family =>
  BY_CATEGORY[category ?? ""] ?? "other";

const ACTIONS = {
  undo: "M6 3.5 2.8 6.7 6 9.9M3 6.7h6.2a3.8 3.8 0 0 1 0 7.6H7",
  redo: "M10 3.5l3.2 3.2L10 9.9M13 6.7H6.8a3.8 3.8 0 0 0 0 7.6H9",
  tidy: "M1.8 6h3.6v4H1.8zM10.6 2.2h3.6v4h-3.6zM10.6 9.8h3.6v4h-3.6zM5.4 8h2.6M8 4.2v7.6M8 4.2h2.6M8 11.8h2.6",
  fit: "M2.5 5.5v-3h3M13.5 5.5v-3h-3M2.5 10.5v3h3M13.5 10.5v3h-3M5.5 6h5v4h-5z",
  more: "M8 3v10M3 8h10",
  less: "M3 8h10",
  remove: "M3 4.5h10M6.2 4.5V2.8h3.6v1.7M4.3 4.5l.6 8.7h6.2l.6-8.7M6.8 7v4M9.2 7v4",
  duplicate: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  connect: "M4 10.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6zM12 2.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6zM5.8 12H9a2 2 0 0 0 2-2V5.8",
  palette: "M2.2 2.8h11.6v10.4H2.2zM6.2 2.8v10.4",
  inspector: "M2.2 2.8h11.6v10.4H2.2zM9.8 2.8v10.4",
  search: "M7 2.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4zM10.1 10.1l3.4 3.4",
  problem: "M8 2.4 14.2 13H1.8zM8 6.4v3.2M8 11.4h.01",
  remark: "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 7.4v3.4M8 5.2h.01",
  sound: "M3 8.6 6.4 12 13 4.6",
  code: "M5.2 4.5 1.8 8l3.4 3.5M10.8 4.5 14.2 8l-3.4 3.5M9.2 3 6.8 13",
  note: "M3 2.8h10v7.4l-3 3H3zM10 13.2v-3h3M5.4 6h5.2M5.4 8.6h3",
  block: "M2.2 4.2h11.6v7.6H2.2zM4.6 6.6h2.6v2.8H4.6zM8.8 6.6h2.6v2.8H8.8z",
  ungroup: "M2.2 5v-.8h.9M5.4 4.2h1.9M8.7 4.2h1.9M12.9 4.2h.9V5M13.8 7v2M13.8 11v.8h-.9M10.6 11.8H8.7M7.3 11.8H5.4M3.1 11.8h-.9V11M2.2 9V7M5.2 7h5.6v2H5.2z",
  fold: "M4 8h8M6 5.2 8 7.4l2-2.2M6 10.8 8 8.6l2 2.2",
  unfold: "M4 8h8M6 4.8 8 2.8l2 2M6 11.2l2 2 2-2",
} as const;

export type Action = keyof typeof ACTIONS;

function Line({ path, className }: { path: string; className: string }): ReactElement {
  return (
    <svg className={className} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={path} fill="none" stroke="currentColor" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

export const FamilyIcon = ({ family }: { family: Family }): ReactElement => (
  <Line path={FAMILIES[family]} className="ls-family-icon" />
);

export const Icon = ({ name }: { name: Action }): ReactElement => (
  <Line path={ACTIONS[name]} className="ls-icon" />
);

/** An error and a remark are told apart by the shape of their sign, too. */
export const Sign = ({ severity }: { severity: Problem["severity"] }): ReactElement => (
  <Icon name={severity === "error" ? "problem" : "remark"} />
);
