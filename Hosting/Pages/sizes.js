// How large cards are so that as many as wished for are on a screen.

export const fewest = 6;
export const most = 200;

const captions = { full: 54, compact: 30, dense: 2 };

// The slider's way is one of ratios: as far from 6 to 12 as from 100 to 200.
export const countAt = position => Math.round(fewest * (most / fewest) ** (position / 100));
export const positionOf = count => Math.round(Math.log(count / fewest) / Math.log(most / fewest) * 100);

const densityOf = width => width >= 165 ? 'full' : width >= 110 ? 'compact' : 'dense';
const gapOf = count => count > 100 ? 5 : count > 45 ? 8 : 12;

// The fewest columns with which a screen of that size has so many cards.
export function layout(count, width, height) {
  const gap = gapOf(count);
  for (let columns = 1; ; columns++) {
    const cardWidth = (width - (columns - 1) * gap) / columns;
    const density = densityOf(cardWidth);
    const cardHeight = cardWidth * 9 / 16 + captions[density];
    const rows = Math.floor((height + gap) / (cardHeight + gap));
    if (columns * rows >= count || cardWidth < 48)
      return { columns, gap, density, cardWidth, cardHeight };
  }
}
