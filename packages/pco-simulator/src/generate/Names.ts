type Names = readonly [string, ...ReadonlyArray<string>]

const names = (text: string): Names => {
  const [first = "", ...rest] = text.trim().split(/,\s*/)
  return [first, ...rest]
}

/** Given names of women and girls, as a big church's list has them: several scripts, accents, compounds. */
export const femaleNames = names(`
  Mary, Patricia, Jennifer, Linda, Elizabeth, Barbara, Susan, Jessica, Sarah, Karen, Lisa, Nancy,
  Margaret, Sandra, Ashley, Kimberly, Emily, Donna, Michelle, Carol, Amanda, Melissa, Deborah,
  Stephanie, Rebecca, Sharon, Laura, Cynthia, Dorothy, Amy, Kathleen, Angela, Shirley, Emma, Brenda,
  Pamela, Nicole, Anna, Samantha, Katherine, Christine, Helen, Debra, Rachel, Carolyn, Janet, Maria,
  Olivia, Heather, Ruth, Zoë, Chloé, Renée, Sofía, Inês, Łucja, Åsa, Mary-Jane, Thảo, 美玲, Ngọc,
  D'Arcy
`)

/** Given names of men and boys. */
export const maleNames = names(`
  James, Robert, John, Michael, David, William, Richard, Joseph, Thomas, Charles, Christopher,
  Daniel, Matthew, Anthony, Mark, Donald, Steven, Andrew, Paul, Joshua, Kenneth, Kevin, Brian,
  George, Timothy, Ronald, Jason, Edward, Jeffrey, Ryan, Jacob, Gary, Nicholas, Eric, Jonathan,
  Stephen, Larry, Justin, Scott, Brandon, Benjamin, Samuel, Gregory, Alexander, Patrick, Frank,
  Raymond, Jack, Dennis, Peter, José, Jürgen, Søren, François, Paweł, Ömer, Jean-Luc, Đức, 伟, Юрий,
  Seán, O'Neal
`)

/** Family names. */
export const lastNames = names(`
  Smith, Johnson, Williams, Brown, Jones, Garcia, Miller, Davis, Rodriguez, Martinez, Hernandez,
  Lopez, Gonzalez, Wilson, Anderson, Thomas, Taylor, Moore, Jackson, Martin, Lee, Perez, Thompson,
  White, Harris, Sanchez, Clark, Ramirez, Lewis, Robinson, Walker, Young, Allen, King, Wright, Scott,
  Torres, Nguyen, Hill, Flores, Green, Adams, Nelson, Baker, Hall, Rivera, Campbell, Mitchell,
  Carter, Roberts, Gomez, Phillips, Evans, Turner, Diaz, Parker, Cruz, Edwards, Collins, Reyes,
  Stewart, Morris, Morales, Murphy, Cook, Rogers, Gutierrez, Ortiz, Morgan, Cooper, Peterson, Bailey,
  Reed, Kelly, Howard, Ramos, Kim, Cox, Ward, Richardson, Watson, Brooks, Chavez, Wood, James,
  Bennett, Gray, Mendoza, Ruiz, Hughes, Price, Alvarez, Castillo, Sanders, Patel, Myers, Long, Ross,
  Foster, Jimenez, O'Brien, McDonald, van der Berg, de la Cruz, Müller, Nuñez, Kowalczyk-Żak,
  Sørensen, Lefèvre, Şahin, Nguyễn, 王, Иванова, St. John, Smith-Jones, Ó Súilleabháin
`)

/** What people go by. */
export const nicknames = names(`
  Bob, Liz, Beth, Jim, Katie, Mike, Sam, Alex, Nan, Chip, Doc, Red, J.R., Mimí
`)

const plainNames = new Map<string, string>()

/** A name's Latin letters without their accents; empty for a name in another script. */
export const latinLetters = (name: string): string => {
  const known = plainNames.get(name)
  if (known !== undefined) return known
  const plain = name.normalize("NFD").replace(/[^a-zA-Z]/g, "")
  plainNames.set(name, plain)
  return plain
}
