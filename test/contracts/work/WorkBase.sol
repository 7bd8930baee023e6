// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {ContributionCredits} from "../../../contracts/credits/ContributionCredits.sol";
import {IContributionCredits} from "../../../contracts/credits/IContributionCredits.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {IReceiptBook} from "../../../contracts/work/IReceiptBook.sol";
import {ISpotCheck} from "../../../contracts/work/ISpotCheck.sol";
import {IWorkLedger} from "../../../contracts/work/IWorkLedger.sol";
import {ReceiptBook} from "../../../contracts/work/ReceiptBook.sol";
import {Settlement} from "../../../contracts/work/Settlement.sol";
import {SpotCheck} from "../../../contracts/work/SpotCheck.sol";
import {WorkLedger} from "../../../contracts/work/WorkLedger.sol";
import {TestBase} from "../Vm.sol";
import {SetOperators} from "./SetOperators.sol";

/// @notice All of the work room with five operators: 1 and 5 in one group, 2, 3 and 4 alone. The test holds every role.
abstract contract WorkBase is TestBase {
    uint48 internal constant WINDOW = 1000;
    uint48 internal constant EPOCH = 100;
    uint64 internal constant CEILING = 10_000;
    uint32 internal constant NEEDED = 2;
    uint48 internal constant CHALLENGE = 50;
    uint48 internal constant TEST_PERIOD = 60;
    uint256 internal constant KEY = 0xA11CE;

    SetOperators internal _operators;
    AccessManager internal _authority;
    ReceiptBook internal _book;
    WorkLedger internal _ledger;
    SpotCheck internal _check;
    ContributionCredits internal _credits;
    Settlement internal _settlement;

    function _deploy() internal {
        vm.warp(1_000_000);
        vm.roll(5_000);
        _operators = new SetOperators();
        for (uint256 id = 1; id <= 5; ++id) _operators.add(id, _account(id), bytes32(id == 5 ? 1 : id));
        _authority = new AccessManager(address(this));
        IOperatorRegistry operators = IOperatorRegistry(address(_operators));
        IIdentityRegistry identities = IIdentityRegistry(address(_operators));
        _book = new ReceiptBook(identities);
        _ledger = new WorkLedger(
            address(_authority),
            operators,
            IWorkLedger.Settings(WINDOW, 10_000, EPOCH, CEILING, 0)
        );
        _check = new SpotCheck(address(_authority), operators, _book, _ledger, ISpotCheck.Settings(NEEDED, CHALLENGE));
        _credits = new ContributionCredits(
            address(_authority),
            identities,
            IContributionCredits.Settings(1000, 100, 10_000)
        );
        _settlement = new Settlement(operators, identities, _ledger, _credits, TEST_PERIOD);
        _authority.grantRole(0, address(_check), 0);
        _authority.grantRole(0, address(_settlement), 0);
    }

    /// @dev Operator 1 has a key of its own, so that it can sign.
    function _account(uint256 id) internal pure returns (address) {
        return id == 1 ? vm.addr(KEY) : address(uint160(0x1000 + id));
    }

    function _seal(uint256 id, uint64 epoch, uint64 units) internal returns (IReceiptBook.Seal memory) {
        return _sealRoot(id, epoch, keccak256(abi.encode("root", id, epoch)), 10, units);
    }

    function _sealRoot(
        uint256 id,
        uint64 epoch,
        bytes32 root,
        uint32 count,
        uint64 units
    ) internal returns (IReceiptBook.Seal memory) {
        vm.prank(_operators.accountOf(id));
        _book.seal(epoch, root, count, units, "ipfs://r");
        return IReceiptBook.Seal(root, count, units, uint64(block.number));
    }

    /// @dev Seals and draws, two blocks later.
    function _sealAndDraw(uint256 id, uint64 epoch, uint64 units) internal returns (IReceiptBook.Seal memory sealed_) {
        sealed_ = _seal(id, epoch, units);
        vm.roll(block.number + 2);
        vm.setBlockhash(block.number - 1, keccak256(abi.encode("hash", block.number - 1)));
        _check.draw(id, epoch, sealed_);
    }

    function _commitment(uint256 verifier, uint32 checked, uint32 failed) internal view returns (bytes32) {
        return
            keccak256(
                abi.encode(checked, failed, bytes32("verdicts"), bytes32("salt"), _operators.accountOf(verifier))
            );
    }

    function _commit(uint256 id, uint64 epoch, uint256 verifier, uint32 checked, uint32 failed) internal {
        bytes32 commitment = _commitment(verifier, checked, failed);
        vm.prank(_operators.accountOf(verifier));
        _check.commit(id, epoch, commitment);
    }

    function _reveal(uint256 id, uint64 epoch, uint256 verifier, uint32 checked, uint32 failed) internal {
        vm.prank(_operators.accountOf(verifier));
        _check.reveal(id, epoch, checked, failed, bytes32("verdicts"), bytes32("salt"), "ipfs://v");
    }

    /// @dev Operators 2 and 3 find the epoch clean.
    function _findClean(uint256 id, uint64 epoch) internal {
        uint256 first = id == 2 ? 4 : 2;
        uint256 second = id == 3 ? 4 : 3;
        _commit(id, epoch, first, 3, 0);
        _commit(id, epoch, second, 3, 0);
        _reveal(id, epoch, first, 3, 0);
        _reveal(id, epoch, second, 3, 0);
    }

    function _creditWork(uint256 id, uint64 epoch, uint64 units) internal {
        _sealAndDraw(id, epoch, units);
        _findClean(id, epoch);
        vm.warp(block.timestamp + CHALLENGE);
        _check.settle(id, epoch);
    }

    function _leaf(uint256 id, address account, uint256 cumulative) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(id, account, cumulative))));
    }

    function _pair(bytes32 a, bytes32 b) internal pure returns (bytes32) {
        return Hashes.commutativeKeccak256(a, b);
    }

    function _path(bytes32 sibling) internal pure returns (bytes32[] memory path) {
        path = new bytes32[](1);
        path[0] = sibling;
    }

    function _reverts(bytes memory error) internal {
        vm.expectRevert(error);
    }
}
