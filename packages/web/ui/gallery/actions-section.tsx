import { Ellipsis, KeyRound, Monitor, Pencil, Plus, Trash2, Undo2 } from 'lucide-react'
import { Button, IconButton } from '../button.tsx'
import { CopyField } from '../copy-field.tsx'
import { ButtonLink, Link } from '../link.tsx'
import { Menu } from '../menu.tsx'
import { Tooltip } from '../tooltip.tsx'
import { Columns, Row, Section, Specimen, Stack } from './specimen.tsx'

export function ActionsSection() {
  return (
    <Section id="actions" title="Actions">
      <Buttons />
      <Columns>
        <Specimen title="Link">
          <Stack>
            <p>
              Read <Link href="#actions">how a license moves to another PC</Link>, or{' '}
              <Link href="https://example.com/help" external>
                ask Support
              </Link>
              .
            </p>
            <Row>
              <ButtonLink href="#actions" variant="primary">
                Open the portal
              </ButtonLink>
              <ButtonLink href="https://example.com/" external>
                Downloads
              </ButtonLink>
            </Row>
          </Stack>
        </Specimen>
        <Specimen title="Menu, tooltip">
          <Row>
            <Menu
              label="Actions for OFFICE-PC"
              trigger={<IconButton label="Actions for OFFICE-PC" variant="secondary" icon={<Ellipsis aria-hidden />} />}
              items={MENU_ITEMS}
            />
            <Tooltip text="Opens the history of this PC">
              <Button icon={<Monitor aria-hidden />}>Open the history of this PC</Button>
            </Tooltip>
          </Row>
        </Specimen>
      </Columns>
      <Columns>
        <Specimen title="Copy field">
          <Stack>
            <CopyField label="License id" value="lic_0123456789abcdefghjk" />
            <CopyField
              label="Activation key"
              value="4KW2N-0R8TG-7QK2M-1B3DZ-9XYC5-7QK2M"
              masked="•••••-•••••-•••••-•••••-•••••-7QK2M"
            />
          </Stack>
        </Specimen>
        <Specimen title="Copy field, long">
          <CopyField
            label="Same in a terminal"
            value="license-wizard activate --key-stdin --account maria@example.com --product ct --json"
          />
        </Specimen>
      </Columns>
    </Section>
  )
}

function Buttons() {
  return (
    <Specimen title="Button">
      <Stack>
        <Row>
          <Button variant="primary">Next</Button>
          <Button>Back</Button>
          <Button variant="quiet">Cancel</Button>
          <Button variant="danger">Revoke key</Button>
          <Button icon={<Plus aria-hidden />}>Issue keys</Button>
          <Button variant="primary" busy>
            Activating
          </Button>
        </Row>
        <Row>
          <Button size="small">Small</Button>
          <Button size="small" variant="primary" icon={<KeyRound aria-hidden />}>
            Small with icon
          </Button>
          <IconButton label="Rename" icon={<Pencil aria-hidden />} />
          <IconButton label="Remove" size="small" variant="secondary" icon={<Trash2 aria-hidden />} />
        </Row>
        <Row>
          <Button variant="primary" disabledReason="Activated on OFFICE-PC since 3 May 2026. Return it there first.">
            Activate here
          </Button>
          <Button disabledReason="You may not do this. Ask an administrator.">Support return</Button>
        </Row>
      </Stack>
    </Specimen>
  )
}

function nothing() {
  return undefined
}

const MENU_ITEMS = [
  { id: 'rename', label: 'Rename', icon: <Pencil aria-hidden />, onSelect: nothing },
  { id: 'return', label: 'Return its licenses', icon: <Undo2 aria-hidden />, onSelect: nothing },
  {
    id: 'emergency',
    label: 'Emergency license',
    icon: <KeyRound aria-hidden />,
    onSelect: nothing,
    disabledReason: 'One was given 20 days ago; the next is possible on 4 November 2027.',
  },
  { id: 'remove', label: 'Remove', icon: <Trash2 aria-hidden />, danger: true, onSelect: nothing },
]
