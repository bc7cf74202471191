/** `GlobalAveragePooling2D` may break between its words, and nowhere else. */
import { Fragment, type ReactElement } from "react";

export function Breakable({ type }: { type: string }): ReactElement {
  return (
    <>
      {type.split(/(?=[A-Z][a-z])/).map((word) => (
        <Fragment key={word}>
          {word}
          <wbr />
        </Fragment>
      ))}
    </>
  );
}
